"""The programs that open files nobody trusts yet; they run alone, limited, without the app."""
