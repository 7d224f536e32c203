"""Where a test's answer goes."""

from dataclasses import dataclass, field

from endpoint.engine.evaluation import Head


@dataclass
class Pieces:
    """Keeps an answer as it came."""

    pieces: list[bytes] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)

    def begin(self, head: Head) -> None:
        assert not self.pieces
        self.heads.append(head)

    def write(self, piece: bytes) -> None:
        assert self.heads
        self.pieces.append(piece)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def head(self) -> Head:
        (head,) = self.heads
        return head
