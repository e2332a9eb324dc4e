"""What people read, in the kiosk's two languages."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["vi", "en"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Text(BaseModel):
    """One thing to read, in Vietnamese and in English; neither may be empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vi: Words
    en: Words

    def of(self, language: Language) -> str:
        """The words in ``language``."""
        return self.vi if language == "vi" else self.en
