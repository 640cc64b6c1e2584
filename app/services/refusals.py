"""What a service says when it cannot do what was asked. Nothing has been saved when one is raised."""


class Refusal(Exception):
    """The request is understood and cannot be carried out; `message` tells the user why, translated."""

    status = 400

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message


class NotThere(Refusal):
    """There is no such thing, or none that this user may know of."""

    status = 404


class Conflict(Refusal):
    """Somebody else was faster, or the state has moved on."""

    status = 409
