"""What the floor is doing, as a telephone system or the simulator tells it, and deeds on it; asyncio, no Qt."""
