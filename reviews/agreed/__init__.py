"""What police and council agreed: changes, actions, limits of legs, goals. Read from one file."""

from reviews.agreed.agreeing import Action, Agreed, Change, Goal, LegLimit, Moved
from reviews.agreed.reading import agreed_of

__all__ = ["Action", "Agreed", "Change", "Goal", "LegLimit", "Moved", "agreed_of"]
