"""What a password must not be, said in Chinese; Django calls these validators by settings."""

import re
import secrets
import unicodedata
from itertools import pairwise

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from wenming.accounts.models import PREVIOUS_PASSWORDS, User

MIN_LENGTH = 10
MAX_LENGTH = 256
# No character that is mistaken for another on a printed account sheet.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# The stems that people here start from, after digits, case and look-alikes are taken off.
WEAK_WORDS = (
    "password",
    "passwd",
    "passw0rd",
    "admin",
    "administrator",
    "root",
    "qwerty",
    "qwertyuiop",
    "qwert",
    "asdfgh",
    "asdfghjkl",
    "zxcvbn",
    "zxcvbnm",
    "letmein",
    "welcome",
    "iloveyou",
    "abc",
    "test",
    "user",
    "guest",
    "login",
    "wenming",
    "wenmingban",
    "wenmingdanwei",
    "ningyang",
    "ningyangxian",
    "xianwei",
    "taian",
    "shandong",
    "china",
    "zhongguo",
    "woaini",
    "mima",
    "jingshenwenming",
    "q1w2e3r4t5",
    "1q2w3e4r",
    "1qaz2wsx",
)
WEAK = re.compile(f"(?:{'|'.join(map(re.escape, WEAK_WORDS))})+")
LOOK_ALIKES = str.maketrans("@013$5!7", "aoiessit")


def random_password() -> str:
    """An initial password that can be read aloud: three groups of four, no character twice."""
    letters = "".join(secrets.SystemRandom().sample(ALPHABET, 12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class LengthValidator:
    """10 characters at least; 256 at most, so nobody makes the server hash a megabyte."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"密码至少 {MIN_LENGTH} 个字符。", code="password_too_short")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"密码不能超过 {MAX_LENGTH} 个字符。", code="password_too_long")

    def get_help_text(self) -> str:
        return f"至少 {MIN_LENGTH} 个字符。"


class VarietyValidator:
    """Refuses one kind of character only, runs (1234567890, abcdefghij) and repetitions."""

    def validate(self, password: str, user: User | None = None) -> None:
        if password.isdigit():
            raise ValidationError("密码不能全是数字。", code="password_entirely_numeric")
        if len(set(password)) < 5 or re.search(r"(.)\1{3}", password):
            raise ValidationError("密码中重复的字符太多。", code="password_repeats")
        if _longest_run(password.casefold()) >= 6:
            raise ValidationError("密码中不能有 6 个以上连续的字母或数字。", code="password_run")

    def get_help_text(self) -> str:
        return "不能全是数字，不能是重复或连续的字符。"


class WeakPasswordValidator:
    """Refuses the words everybody tries first, however they are decorated with digits and signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        folded = unicodedata.normalize("NFKC", password).casefold()
        letters = re.sub(r"[^a-z]", "", folded)
        disguised = re.sub(r"[^a-z]", "", re.sub(r"[\d\W_]+$", "", folded).translate(LOOK_ALIKES))
        spellings = (letters, disguised, re.sub(r"[\W_]", "", folded))
        if any(WEAK.fullmatch(spelling) for spelling in spellings):
            raise ValidationError("这个密码太常见，容易被猜到。", code="password_too_common")

    def get_help_text(self) -> str:
        return "不能用常见的词加数字，例如单位、县名或 password。"


class OwnDataValidator:
    """Refuses the user name or the phone number inside the password."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None:
            return
        folded = password.casefold()
        for value in (user.username, user.phone, user.name.casefold()):
            if len(value) >= 2 and value in folded:
                raise ValidationError(
                    "密码中不能含有用户名、姓名或手机号。", code="password_too_similar"
                )

    def get_help_text(self) -> str:
        return "不能含有用户名、姓名或手机号。"


class PreviousPasswordValidator:
    """Refuses the current password and the ones before it."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user._state.adding or len(password) > MAX_LENGTH:
            return
        used = user.previous_passwords.values_list("password", flat=True)[:PREVIOUS_PASSWORDS]
        if any(check_password(password, hashed) for hashed in [user.password, *used]):
            raise ValidationError(
                f"不能与最近 {PREVIOUS_PASSWORDS} 次用过的密码相同。", code="password_reused"
            )

    def get_help_text(self) -> str:
        return f"不能与最近 {PREVIOUS_PASSWORDS} 次用过的密码相同。"


def _longest_run(text: str) -> int:
    """Length of the longest stretch that only counts up or only counts down."""
    longest = current = 1
    direction = 0
    for before, after in pairwise(text):
        step = ord(after) - ord(before)
        if step in (1, -1) and after.isalnum() and before.isalnum():
            current = current + 1 if step == direction else 2
            direction = step
        else:
            current, direction = 1, 0
        longest = max(longest, current)
    return longest
