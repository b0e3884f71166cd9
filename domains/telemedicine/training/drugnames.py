"""What a person decided about the names of drugs, where a list alone would be wrong."""

ORDINARY = frozenset(
    """potassium sodium calcium magnesium iron zinc copper selenium iodine fluoride lithium oxygen water alcohol glucose
    dextrose sugar salt nicotine caffeine insulin testosterone estrogen progesterone thyroid oxytocin glucagon
    melatonin charcoal honey glycerin talc urea ozone helium nitrogen carbon sulfur silver gold lanthanum betaine
    colgate cortisol estradiol hormone senna psyllium niacin biotin folate albumin collagen creatinine bicarbonate
    phosphate cocaine heroin methamphetamine amphetamine ethanol aloe capsaicin
    """.split()
)
"""Names that are also said of laboratory values, food or things: a drug only where the words around it say so."""
DROPPED = frozenset(
    """armour kendrick modus aman camila colgate alli cera generics tobi sone theon capex gana hemel rela cinna luminal
    saha dala bicol dagan almora vals sunkist agit atra fivb phospholipids pepsodent ponstan morphin marol codeina
    vivia levora otic lanthanum betaine cellulose emmetrope cortisol tetrahydrocannabinol regen prograf-xl nitro
    vitamins minerals laxative laxatives antacid antacids analgesic antibiotic antihistamine steroid steroids vaccine
    vaccines biomet appg copal calan alora dolin dops kalma kaon planum morphia ogen avita clearasil renova
    anavar anticoagulant diuretic contraceptive hormone hormones
    statin statins opioid opioids thyroid-hormone water air oxygen food silver
    gold talc honey generic tablet capsule cream lotion advance balance bronchodilator bronchodilators essential
    """.split()
)
"""Aliases that are rather people, places, shops or classes of drugs."""
NAMES_KEPT = (
    "penicillin", "vitamin d", "vitamin c", "vitamin a", "cortisone", "insulin glargine", "insulin lispro",
    "insulin aspart", "insulin detemir", "insulin degludec",
)  # fmt: skip
SAID_ELSEWHERE = {
    "salbutamol": "albuterol", "paracetamol": "acetaminophen", "adrenaline": "epinephrine",
    "lasix": "furosemide", "augmentin": "amoxicillin and clavulanic acid", "co-codamol": "acetaminophen and codeine",
    "norco": "hydrocodone and acetaminophen", "vicodin": "hydrocodone and acetaminophen",
    "percocet": "oxycodone and acetaminophen", "bactrim": "co-trimoxazole", "lortab": "hydrocodone and acetaminophen",
    "advair": "fluticasone and salmeterol", "symbicort": "budesonide and formoterol",
    "entresto": "sacubitril and valsartan",
    "eliquis": "apixaban", "xarelto": "rivaroxaban", "ozempic": "semaglutide", "trulicity": "dulaglutide",
    "jardiance": "empagliflozin", "farxiga": "dapagliflozin", "lantus": "insulin glargine", "novolog": "insulin aspart",
    "humalog": "insulin lispro", "januvia": "sitagliptin", "spiriva": "tiotropium", "flonase": "fluticasone",
    "miralax": "polyethylene glycol", "colace": "docusate", "toprol": "metoprolol", "bumex": "bumetanide",
    "demadex": "torsemide", "zofran": "ondansetron", "mobic": "meloxicam", "ultram": "tramadol",
    "medrol": "methylprednisolone",
    "gaviscon": "alginic acid", "imodium": "loperamide", "keflex": "cephalexin",
    "synthroid": "levothyroxine", "glucophage": "metformin", "norvasc": "amlodipine", "ventolin": "albuterol",
    "pepto-bismol": "bismuth subsalicylate",
}  # fmt: skip
"""Names in everyday use that the package lists otherwise or lacks; brand and drug are general knowledge."""
SUBSTANCES = frozenset(
    """paracetamol salbutamol adrenaline rifampicin pethidine cyclosporin valproate folate amphotericin nitroglycerine
    co-codamol rapamycin apap""".split()
)
"""Other names that are those of the substance, not of a brand: they are written without a capital."""
