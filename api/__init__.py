"""The outermost layer: commands and, behind them, one use case per act."""
