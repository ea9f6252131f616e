"""Words of the rule book that come to a page as a value inside a sentence, numbers as ``{a}``, ``{b}`` in their order.

They stand here so that a catalogue holds them: `Translator.reason` says each part of a value that it knows. A test
demands that every zone, link and time limit of the book is among them.
"""

from __future__ import annotations

from pratique.model.tracing import marked

ZONES = (
    marked("everybody on board"),
    marked("nobody by seat"),
    marked("the case's cabin section"),
    marked("the case's compartment"),
    marked("the case's coach"),
    marked("the case's cabin"),
    marked("what the officer decides: the source offers options and no single rule"),
    marked("{a} row each way"),
    marked("{a} rows each way"),
    marked("the case's own row"),
    marked("{a} row ahead and {b} row behind"),
    marked("{a} row ahead and {b} rows behind"),
    marked("{a} rows ahead and {b} row behind"),
    marked("{a} rows ahead and {b} rows behind"),
    marked("{a} row ahead and no row behind"),
    marked("{a} rows ahead and no row behind"),
    marked("no row ahead and {a} row behind"),
    marked("no row ahead and {a} rows behind"),
    marked("on the case's side of the aisle"),
    marked("{a} seat and {b} row in any direction"),
    marked("{a} seats and {b} row in any direction"),
    marked("{a} seat and {b} rows in any direction"),
    marked("{a} seats and {b} rows in any direction"),
    marked("the next seat on either side in the same row"),
    marked("{a} seats on either side in the same row"),
    marked("across aisles too"),
    marked("not across an aisle"),
    marked("up to {a} hours on board {b} seat and {c} row in any direction"),
    marked("up to {a} hours on board {b} seats and {c} rows in any direction"),
    marked("over {a} hours {b} seats and {c} rows in any direction"),
    marked("the case's bay and {a} bay each way"),
    marked("the case's bay and {a} bays each way"),
    marked("the case's bay and no other"),
    marked("in soft sleeper the case's compartment"),
    marked("in hard seat or hard sleeper or second or first or business the case's coach"),
    marked("in hard seat or hard sleeper or second or first or business the case's bay and {a} bay each way"),
)
LINKS = (
    marked("people on the same booking"),
    marked("people who cared for the case"),
    marked("babies in arms anywhere on board"),
    marked("crew of the case's section"),
    marked("all crew"),
    marked("crew who worked with an infected crew member"),
    marked("crew serving the case's cabin"),
    marked("driver and crew"),
    marked("cleaners of the case's section"),
    marked("all cleaners"),
    marked("users of the same lavatory"),
    marked("people who cared for the case (direct contact with respiratory secretions)"),
    marked("crew who worked with an infected crew member (for more than {a} hours)"),
)
KEYS = (
    marked("the shortest exposure that counts"),
    marked("the infectious window"),
    marked("the date that the window counts from"),
    marked("the start of the window"),
    marked("the end of the window"),
    marked("the seats covered"),
    marked("whether an aisle parts neighbours"),
    marked("how many rows the zone reaches"),
    marked("which travel classes the zone is meant for"),
    marked("the other zone allowed"),
    marked("the people covered without a seat"),
    marked("the follow-up"),
    marked("the time limit"),
    marked("who is susceptible"),
    marked("whom to reach first"),
    marked("what must hold of the case"),
    marked("what protects after exposure"),
    marked("and until when"),
    marked("what contacts are offered"),
    marked("the exceptions"),
    marked("when the rule widens"),
)
LIMITS = (
    marked("offer protection after exposure"),
    marked("offer chemoprophylaxis"),
    marked("inform those exposed"),
    marked("trace and test those exposed"),
    marked("trace and observe those exposed"),
)
ANCHORS = (
    marked("onset"),
    marked("rash"),
    marked("specimen"),
    marked("diagnosis"),
    marked("notified"),
)
LENGTHS = (
    marked("{a} hour"),
    marked("{a} hours"),
    marked("{a} day"),
    marked("{a} days"),
    marked("{a} row"),
    marked("{a} rows"),
    marked("{a} manifest"),
    marked("{a} manifests"),
    marked("row {a}"),
    marked("rows {a}"),
    marked("self watch"),
    marked("observation"),
    marked("test"),
    marked("temperature twice daily"),
    marked("a first test"),
    marked("then another {a} weeks or more after exposure"),
)
PRECONDITIONS = (
    marked("Contact with body fluids of the case was reported."),
    marked("The case had symptoms during the flight."),
    marked("The case had symptoms of the lungs on board."),
    marked("The case had symptoms on board."),
    marked("The case has infectious pulmonary tuberculosis."),
    marked("The case is confirmed."),
    marked("The flight was within {a} days of detection."),
    marked("The sputum smear is positive and the chest X-ray shows a cavity, or the strain is multi-drug resistant."),
    marked("There are signs that the case has infected other contacts."),
)
CLASSES = (
    marked("hard seat"),
    marked("soft seat"),
    marked("hard sleeper"),
    marked("soft sleeper"),
    marked("second"),
    marked("first"),
    marked("business"),
    marked("economy"),
    marked("standing"),
)
"""Travel classes: a place is said as class, coach and seat (``hard sleeper 08/05下``)."""
CONVEYANCES = (
    marked("aircraft"),
    marked("train"),
    marked("bus"),
    marked("ship"),
    marked("no date at all"),
)
AUTHORITIES = (
    marked("A British and German review ({a}); ECDC"),
    marked("A European panel exists; its text was not reached"),
    marked("Australia, CDNA ({a})"),
    marked("China, National Health Commission, guide for transport ({a})"),
    marked("ECDC and EASA ({a})"),
    marked("ECDC, RAGIDA influenza ({a})"),
    marked("ECDC, RAGIDA part {a} ({b})"),
    marked("ECDC, RAGIDA tuberculosis ({a})"),
    marked("No authority found; the project's default"),
    marked("Practice in most countries, from a systematic review ({a})"),
    marked("Public Health England, containment phase ({a})"),
    marked("Public Health England, flight of {a} December {b}"),
    marked("The project's default"),
    marked("UKHSA, measles and travel ({a} April {b}), for air, sea and land crossings"),
    marked("US CDC ({a})"),
    marked("US CDC ({a}, described in {b})"),
    marked("US CDC and ECDC (RAGIDA)"),
    marked("US CDC and States ({a})"),
    marked("US CDC, aircraft investigations ({a})"),
    marked("US CDC, modified protocol of {a}"),
    marked("US CDC, protocol for contacts of measles cases on aircraft"),
    marked("US CDC, recommendations of {a}"),
    marked("WHO ({a}) and ECDC, not reached; the project's default"),
    marked("WHO ({a}), as quoted by Young and others"),
    marked("WHO, ECDC and EU SHIPSAN ({a})"),
    marked("WHO, Tuberculosis and air travel, third edition ({a})"),
)
SUPERSEDED = (
    marked(
        "Replaced in {a}; seats are no longer traced as a routine, "
        "since more later cases sat outside two rows than inside."
    ),
    marked(
        "US CDC {a}: no later case among {b},{c} people followed; routine tracing on flights is no longer justified."
    ),
)
