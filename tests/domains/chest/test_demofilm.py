import io

from pydicom import dcmread

from domains.chest.demofilm import earlier_film


def test_the_earlier_film_says_that_it_is_derived(chest_film: bytes) -> None:
    made, film = (dcmread(io.BytesIO(data)) for data in (earlier_film(chest_film), chest_film))
    assert made.ImageType[0] == "DERIVED"
    assert made.SOPInstanceUID != film.SOPInstanceUID
    assert made.pixel_array.shape == film.pixel_array.shape
    assert made.pixel_array.mean() < film.pixel_array.mean()
    assert earlier_film(chest_film) == earlier_film(chest_film)
