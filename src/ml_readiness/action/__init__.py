"""The action: what an event asks for, judged and then delivered."""
