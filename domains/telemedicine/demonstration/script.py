"""What is said in the demonstration: nobody's words, written for this purpose.

It is the patient of chest's second demonstration case, so that the signed note can arrive there.
"""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "Breathless for three weeks"
REFERENCE, LABEL = "DEMO-BERTA", "Demonstration, Berta"
DOCTOR, PATIENT = "doctor", "patient"


@dataclass(frozen=True)
class Line:
    """What one of the two says at a stretch.

    Attributes:
        speaker: "doctor" or "patient".
        text: The words; a bar marks where the patient has to stop for breath.
    """

    speaker: str
    text: str

    @property
    def runs(self) -> tuple[str, ...]:
        """What is said in one breath, in order."""
        return tuple(run.strip() for run in self.text.split("|"))

    @property
    def plain(self) -> str:
        """The words without the marks."""
        return " ".join(self.runs)


SPOKEN = (
    Line(DOCTOR, "Good morning. What brings you in today?"),
    Line(PATIENT, "I have been short of breath | for three weeks now. | It is worst | when I climb the stairs."),
    Line(DOCTOR, "Do you have a cough?"),
    Line(PATIENT, "Yes, a dry cough, | mostly at night. | And I wake up | with night sweats."),
    Line(DOCTOR, "Do you have any chest pain, or fever?"),
    Line(PATIENT, "No chest pain. | I don't have a fever."),
    Line(DOCTOR, "Do your legs swell up?"),
    Line(PATIENT, "My ankles are swollen | in the evening."),
    Line(DOCTOR, "Do you smoke?"),
    Line(PATIENT, "I stopped two years ago. | Before that | I smoked a pack a day | for thirty years."),
    Line(DOCTOR, "Which medicines do you take?"),
    Line(PATIENT, "Lisinopril, ten milligrams, | once a day. | I am allergic | to penicillin."),
    Line(DOCTOR, "Are there any illnesses in the family?"),
    Line(PATIENT, "My father | had tuberculosis."),
    Line(
        DOCTOR,
        "Your oxygen saturation is ninety three percent, and your heart rate is one hundred and four. You are "
        "breathing twenty two times a minute. Your blood pressure is one hundred and fifty over ninety.",
    ),
    Line(DOCTOR, "I can hear crackles at the bases of both lungs."),
    Line(PATIENT, "Is it | something serious?"),
    Line(
        DOCTOR,
        "I think that you have fluid on your lungs. We will take a chest x-ray today. I would like to prescribe "
        "furosemide, forty milligrams, once a day.",
    ),
    Line(DOCTOR, "If you have chest pain, or if it gets worse, call an ambulance. Otherwise I see you in two days."),
    Line(PATIENT, "All right. | Thank you, doctor."),
)

WRITTEN = """Doctor: Good afternoon. How have you been since the last time?
Patient: Much better. The cough is gone, and I can climb the stairs again.
Doctor: Do you still have swollen ankles?
Patient: No, they are fine now.
Doctor: Are you taking the furosemide 40 milligrams once a day?
Patient: Yes, every morning. And the lisinopril 10 milligrams.
Doctor: Any dizziness when you stand up?
Patient: No.
Doctor: Your blood pressure is 128 over 76, and your oxygen saturation is 97 percent. Your lungs are clear on exam.
Patient: That is good news.
Doctor: I think your heart failure is under control. We will check your kidney function with a blood test this week.
Patient: Okay.
Doctor: Please come back in six weeks.
"""
WRITTEN_TITLE = "Review after treatment"
