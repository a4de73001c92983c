"""Who works at the demo centre, apart from what fills it: the sign-on page needs only these names."""

from __future__ import annotations

from dataclasses import dataclass

from console.domain.people import Role

PASSWORD = "deskside"  # noqa: S105 - the sign-on page of the demo centre prints it
PIN = "1234"
PASSWORD_HASH = "$argon2id$v=19$m=65536,t=3,p=4$i9LqYlQBWlPurBaP+lSjdw$+x3wnTSCKJr00jdoR6QUTsxcjzjzsGrU9fAEK/VpNDo"  # noqa: S105
PIN_HASH = "$argon2id$v=19$m=65536,t=3,p=4$4sGRHMVZB8VSD26qc1zlzA$Px8103Ju8FYIa/lrKkZM41NJ+E9+ft7WWSDyXylQQg4"
"""Both as they are kept: seventeen argon2 hashes would make the first start seconds longer."""

TEAM = "服务一组"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo centre; agents sign notes with the PIN, everybody else signs on with the password."""

    number: str
    name: str
    role: Role
    seat: str = ""


STAFF = (
    DemoPerson("1001", "李慧", Role.INSPECTOR),
    DemoPerson("1002", "张强", Role.INSPECTOR),
    DemoPerson("1101", "杨帆", Role.SUPERVISOR),
    DemoPerson("1201", "高岚", Role.MANAGER),
    DemoPerson("1901", "丁一", Role.ADMINISTRATOR),
)

_NAMES = "林晓燕、陈志远、王丽娜、刘建国、赵敏、周浩、吴雅琴、郑凯、孙悦、何俊杰、许文静、罗天宇"
AGENTS = tuple(
    DemoPerson(str(2001 + at), name, Role.AGENT, f"A{at + 1:02}") for at, name in enumerate(_NAMES.split("、"))
)
