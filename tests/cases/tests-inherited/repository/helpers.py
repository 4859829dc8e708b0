class Shared:
    def test_shared(self):
        assert __file__
