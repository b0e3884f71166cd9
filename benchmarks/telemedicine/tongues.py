"""A few sentences of patients in other languages than English, written for this suite, for eSpeak NG to say."""

TONGUES = {
    "de": "Guten Morgen, Frau Doktor. Ich habe seit drei Tagen starke Schmerzen im Bauch und mir ist ständig übel. "
    "Gestern hatte ich auch Fieber, und ich nehme zurzeit keine Medikamente.",
    "fr": "Bonjour docteur. J'ai mal à la tête depuis hier matin et je ne supporte plus la lumière. Je prends des "
    "médicaments pour la tension depuis deux ans.",
    "es": "Buenos días, doctora. Desde hace una semana tengo mucha tos por la noche y me cuesta respirar cuando subo "
    "las escaleras. No tengo fiebre.",
    "it": "Buongiorno dottore, da due settimane ho un forte dolore al ginocchio destro e non riesco più a camminare "
    "bene. Prendo una compressa ogni sera.",
    "pl": "Dzień dobry pani doktor. Od kilku dni boli mnie gardło i mam wysoką gorączkę. Nie mogę nic jeść, piję "
    "tylko wodę.",
    "da": "Godmorgen doktor. Jeg har haft ondt i maven i tre dage, og jeg har det dårligt hele tiden.",
    "pt": "Bom dia, doutora. Há uma semana que tenho muita tosse durante a noite e sinto falta de ar quando subo as "
    "escadas.",
    "nl": "Goedemorgen dokter. Ik heb sinds drie dagen veel pijn in mijn buik en ik ben de hele tijd misselijk.",
    "sv": "God morgon doktorn. Jag har haft ont i magen i tre dagar och mår illa hela tiden.",
}
