from tests.ui.kit.drawn import component, data, draw


def alone() -> None:
    from ui.kit.leads import Group, Lead, leads

    items = (Lead("Lisinopril", 33.1, 11, "10 mg"), Lead("Penicillin", None, 11, badge="absent", quiet=True))
    leads((Group("Medicines", items, "As told."),), key="one", scope="v/1", title="Facts", fills=True)


def test_lines_reach_the_browser_with_where_they_lead() -> None:
    run = draw(alone)
    given = data(run)
    assert component(run).js_source_path == "leads/leads.js"
    first, second = given["groups"][0]["items"]
    assert (first["second"], first["utterance"], first["detail"]) == (33.1, 11, "10 mg")
    assert (second["second"], second["badge"], second["quiet"]) == (None, "absent", True)
    assert (given["scope"], given["title"], given["fills"]) == ("v/1", "Facts", True)
