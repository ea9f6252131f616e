"""Which column is which: known column names in five languages, and the row of a table that holds them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pratique.flow.intake.profile import SenderProfile
from pratique.model.findings import Finding

# English; Spanish; French; German; Chinese (simplified, traditional). Accents, case and signs do not matter.
_NAMES: dict[str, str] = {
    "surname": "surname, last name, family name, lastname, last family name, pax surname, passenger surname; "
    "apellido, apellidos, primer apellido; nom de famille; nachname, familienname, zuname; 姓, 姓氏, 英文姓",
    "given": "given name, given names, first name, firstname, first given name, forename, forenames, given, "
    "first names; nombre de pila, nombres; prénom, prénoms; vorname, vornamen; 名, 名字, 英文名",
    "name": "name, full name, passenger name, pax name, traveller name, traveler name, names, passenger; "
    "nombre, nombre completo, nombre y apellidos, apellidos y nombre, nombre del pasajero, pasajero; "
    "nom, nom complet, nom et prénom, nom du passager, passager; "
    "vollständiger name, name des passagiers, vor- und nachname; 姓名, 旅客姓名, 乘客姓名, 名称, 全名, 乘客",
    "sex": "sex, gender, m/f, your sex; sexo, género; sexe, genre; geschlecht; 性别, 性別",
    "birth_date": "date of birth, birth date, birthdate, dob, born, birthday, d.o.b.; fecha de nacimiento, "
    "f. nacimiento, fecha nac., nacimiento; date de naissance, né le, naissance; geburtsdatum, geb.-datum, geboren am; "
    "出生日期, 出生年月日, 生日, 出生年月",
    "nationality": "nationality, nat, citizenship, natl; nacionalidad, ciudadanía; nationalité, citoyenneté; "
    "nationalität, staatsangehörigkeit, staatsbürgerschaft; 国籍, 國籍",
    "residence": "country of residence, residence, residence country, res country; país de residencia, residencia; "
    "pays de résidence, résidence; wohnsitzland, wohnland, land des wohnsitzes; 居住国, 居住國, 居住地, 常住国",
    "passport_number": "passport, passport no, passport number, passport num, passport nr; pasaporte, "
    "n.º de pasaporte, no de pasaporte, nº de pasaporte, número de pasaporte, núm. pasaporte; passeport, "
    "n° de passeport, no de passeport, numéro de passeport, n° passeport; "
    "reisepass, reisepassnummer, passnummer, pass-nr, reisepass-nr; 护照号, 护照号码, 護照號碼, 護照號, 护照",
    "doc_number": "document, document no, document number, doc no, doc number, travel document, travel document no, "
    "travel document number, id number, doc num, document num, docnumber; documento, número de documento, "
    "nº de documento, no documento, núm. documento, n.º de documento; numéro de document, n° de document, "
    "no de document, n° document; dokumentennummer, dokument-nr, dokumentnummer, ausweisnummer, ausweis-nr; "
    "证件号, 证件号码, 證件號碼, 證件號, 旅行证件号码, 身份证号, 身份证号码, 身份證號碼",
    "doc_type": "document type, doc type, type of document, travel document type; tipo de documento, tipo doc, "
    "tipo documento; type de document, type document; dokumententyp, dokumentenart, dokumenttyp, ausweisart; "
    "证件类型, 证件种类, 證件類型, 證件種類",
    "doc_issuer": "issuing country, document issuer, issuing state, country of issue, issued by, doc issuer, "
    "document issuing country, passport issuing country, doc country, document country; "
    "país emisor, país de emisión, país de expedición, expedido por; pays émetteur, pays de délivrance, délivré par; "
    "ausstellungsland, ausstellender staat, ausstellerstaat; 签发国, 签发国家, 發證國, 发证国, 签发地, 發證國家",
    "doc_expiry": "expiry date, date of expiry, expiry, expiration date, document expiry, doc expiry, passport expiry, "
    "expires, expiration, valid until, document expiry date, passport expiry date; fecha de caducidad, caducidad, "
    "fecha de vencimiento, vencimiento, válido hasta; date d'expiration, expiration, valable jusqu'au; "
    "ablaufdatum, gültig bis, gültigkeit; 有效期, 有效期至, 证件有效期, 護照有效期, 到期日",
    "seat": "seat, seat no, seat number, seat nr, seat assignment, seatno; asiento, nº de asiento, número de asiento, "
    "berth, berth no, berth number, plaza, litera; couchette, n° de couchette; liegeplatz, bettplatz; "
    "铺位, 铺位号, 鋪位號, 席位, 席位号, 座席号; siège, n° de siège, numéro de siège, place; "
    "sitz, sitzplatz, sitzplatznummer, platz, sitznummer, sitzplatz wagennr; "
    "座位, 座位号, 座位號, 座号, 座號",
    "booking": "pnr, booking, booking reference, booking ref, record locator, reservation, locator, booking code, "
    "reservation number, pnr no, pnr locator; reserva, localizador, código de reserva, nº de reserva; "
    "réservation, référence de réservation, dossier, numéro de réservation, référence dossier; "
    "buchung, buchungsnummer, buchungscode, buchungsreferenz; 订座编码, 訂座編碼, 预订号, 訂位代號, 订座记录, 预订编号",
    "reference": "passenger reference, unique passenger reference, upr, passenger id, pax id, passenger ref, pax ref, "
    "traveller reference; referencia del pasajero, referencia de pasajero; référence passager, "
    "référence du passager; passagierreferenz, passagier-id; 旅客编号, 旅客編號, 乘客编号",
    "phone": "phone, telephone, mobile, phone number, contact number, telephone number, tel, mobile number, cell, "
    "cell phone, contact phone, mobile phone; teléfono, móvil, celular, número de teléfono, teléfono móvil; "
    "téléphone, portable, numéro de téléphone, tél, téléphone portable; telefon, telefonnummer, handy, mobil, "
    "mobilnummer, handynummer, tel persönlich; 电话, 電話, 手机, 手機, 联系电话, 聯絡電話, 手机号, 手机号码, "
    "电话号码",
    "work_phone": "business phone, work phone; teléfono del trabajo; téléphone professionnel; "
    "telefon geschäftlich; 工作电话, 单位电话",
    "home_phone": "home phone; teléfono de casa; téléphone fixe; festnetz; 家庭电话, 住宅电话",
    "other_phone": "other phone, second phone, alternative phone; otro teléfono; autre téléphone; tel weitere; "
    "其他电话, 备用电话",
    "email": "email, e-mail, email address, e-mail address, mail; correo, correo electrónico; courriel, "
    "adresse e-mail, adresse électronique, adresse mail; e-mail-adresse, mailadresse; 邮箱, 电子邮箱, "
    "電子郵件, 邮件, 电子邮件, 電郵",
    "form": "form id, form no, form number, plf id, plf no, plf number, locator form number; formular-id, "
    "formularnummer; número de formulario; numéro de formulaire; 申报编号, 申报单号, 定位表编号",
    "companions": "companions, travel companions, travelling companions, traveling companions, accompanying persons; "
    "acompañantes; accompagnants; mitreisende; 同行人, 同行人员, 随行人员",
    "means": "means of transport, mode of transport, means of travel; medio de transporte; moyen de transport; "
    "verkehrsmittel, transportmittel; 交通方式, 交通工具",
    "flight": "flight, flight no, flight number, flt, flt no, flight nr, flightno, flight num, flight code; vuelo, "
    "número de vuelo, nº de vuelo, n.º de vuelo, no de vuelo; vol, numéro de vol, n° de vol, n° vol, no de vol; "
    "flug, flugnummer, flug-nr, flug zug liniennummer; 航班, 航班号, 航班號",
    "train": "train, train no, train number, train service, rail service; tren, número de tren, nº de tren; train n°, "
    "numéro de train, n° de train; zug, zugnummer, zug-nr; 车次, 車次, 列车, 列车号, 列车车次, 列車, 火车车次, 车次号",
    "bus": "bus, bus no, bus number, bus service, coach service; autobús, número de autobús, autocar; "
    "numéro de bus, autocar n°; busnummer, buslinie, linie; 班次, 班次号, 客车班次, 大巴班次, 客运班次",
    "voyage": "vessel, vessel name, ship, ship name, voyage, voyage no, voyage number, ferry; buque, barco, viaje; "
    "navire, bateau, traversée; schiff, schiffsname, fähre, reisenummer; 船名, 船舶名称, 航次, 船舶, 渡轮, 船次, 船班",
    "registration": "registration, aircraft registration, registration no, registration number, registration mark, "
    "aircraft reg, ac registration, ac reg, a/c reg, a/c registration, tail, tail no, tail number, tail num; "
    "matrícula, matrícula de la aeronave; immatriculation, immatriculation de l'aéronef; "
    "kennzeichen, luftfahrzeugkennzeichen, flugzeugkennzeichen; "
    "机号, 機號, 飞机号, 飞机注册号, 飛機註冊號, 注册号, 註冊號, 机尾号, 機尾號",
    "unit": "coach, coach no, coach number, carriage, carriage no, car no, wagon, cabin no, cabin number, stateroom, "
    "ship cabin, deck; coche, vagón, nº de coche, camarote; voiture, wagon n°, cabine, n° de cabine; "
    "wagennummer, wagen, wagen-nr, kabine, kabinennummer, kabine-nr; "
    "车厢, 車廂, 车厢号, 車廂號, 车厢号码, 舱室, 舱室号, 舱房, 舱房号, 艙房號, 房间号, 客舱号",
    "travel_class": "class, travel class, class of travel, seat class, berth class; clase; classe; klasse, "
    "wagenklasse; 席别, 席別, 座席, 座席类别, 舱位, 座位类型, 席位类型, 座位等级",
    "table": "table, table no, table number, dining table; mesa; table n°; tisch, tischnummer; "
    "餐桌, 餐桌号, 桌号, 桌號",
    "carrier": "carrier, airline, airline name, airline code, carrier code, operator; aerolínea, compañía, "
    "compañía aérea; compagnie, compagnie aérienne, transporteur; fluggesellschaft, airline-code, "
    "beförderungsunternehmen; 航空公司, 承运人, 承運人",
    "flight_date": "flight date, date of flight, departure date, date of departure, travel date, date, dep date, "
    "flt date, date of travel; fecha de vuelo, fecha del vuelo, fecha, fecha de salida; date de vol, date du vol, "
    "date de départ; flugdatum, datum, abflugdatum, reisedatum; 航班日期, 日期, 出发日期, 起飞日期, 出發日期, "
    "起飛日期, 乘车日期, 乘車日期, 开车日期, 开船日期, 乘船日期, 发车日期",
    "departure": "departure time, std, scheduled departure, scheduled departure time, dep time, etd, departure local, "
    "departure; hora de salida, salida programada; heure de départ, départ prévu; abflugzeit, abflug, "
    "planmäßiger abflug; 起飞时间, 出发时间, 起飛時間, 出發時間, 计划起飞时间, "
    "开车时间, 發車時間, 发车时间, 开船时间, 开航时间, 发时",
    "arrival": "arrival time, sta, scheduled arrival, scheduled arrival time, arr time, eta, arrival local, arrival; "
    "hora de llegada, llegada programada; heure d'arrivée, arrivée prévue; ankunftszeit, planmäßige ankunft; "
    "到达时间, 抵达时间, 到達時間, 抵達時間, 计划到达时间",
    "arrival_date": "arrival date, date of arrival, arr date; fecha de llegada; date d'arrivée; ankunftsdatum, "
    "einreisedatum; 到达日期, 抵达日期, 到達日期, 抵達日期",
    "origin": "origin, from, departure airport, dep airport, dep, departure port, port of departure, origin airport, "
    "departure station, from station, origin station, boarding station; "
    "origen, aeropuerto de origen, aeropuerto de salida, desde; origine, aéroport de départ, provenance, de; "
    "abflughafen, von, abflugort, abfahrtsort, startflughafen; 出发地, 始发站, 起飞机场, 出發地, 出发机场, 始發站, "
    "起飛機場, 出发站, 出發站, 发站, 上车站, 乘车站, 出发港, 始发港, 起点站",
    "destination": "destination, to, arrival airport, arr airport, arr, arrival port, port of arrival, "
    "destination airport, arrival station, to station, destination station; "
    "destino, aeropuerto de destino, aeropuerto de llegada, hasta; aéroport d'arrivée, à; "
    "zielflughafen, nach, ankunftsort, ziel; 目的地, 到达站, 到达机场, 抵达机场, 目的站, 到達站, 到達機場, "
    "到站, 下车站, 终到站, 到达港, 目的港, 终点站",
    "embark": "embarkation, port of embarkation, place of embarkation, embark, embarkation port, boarding point; "
    "embarque, lugar de embarque, puerto de embarque; embarquement, lieu d'embarquement, port d'embarquement; "
    "einstieg, einstiegsort, einschiffung; 登机地, 登机口岸, 登機地, 登船港",
    "debark": "debarkation, disembarkation, port of debarkation, place of debarkation, debark, port of disembarkation, "
    "debarkation port, off point; desembarque, lugar de desembarque, puerto de desembarque; débarquement, "
    "lieu de débarquement, port de débarquement; ausstieg, ausstiegsort, ausschiffung; 离机地, 下机地, 下機地, 离船港",
    "role": "role, traveller type, traveler type, passenger type, person type, crew/pax, pax/crew, status, pax type, "
    "traveller category; tipo de pasajero, tipo de viajero, función, rol; type de passager, type de voyageur, rôle, "
    "fonction; reisendentyp, rolle, funktion; 旅客类型, 人员类型, 人員類型, 人员类别, 角色",
    "direction": "direction, entry/exit, in/out, movement, movement type, crossing type, entry or exit; dirección, "
    "entrada/salida, sentido, tipo de movimiento; sens, entrée/sortie, type de mouvement; richtung, "
    "einreise/ausreise, ein/aus, ein-/ausreise; 出入境, 方向, 出入境类型, 出入境標識, 入出境, 出入境标识",
    "crossing_time": "crossing time, time of crossing, entry time, inspection time, crossing date and time, "
    "crossing datetime, time, timestamp, date and time, datetime; hora de cruce, hora, fecha y hora, hora de control; "
    "heure de passage, heure, date et heure; grenzübertrittszeit, uhrzeit, zeit, zeitpunkt, datum und uhrzeit; "
    "通关时间, 出入境时间, 过境时间, 时间, 時間, 通關時間, 验放时间",
    "crossing_date": "crossing date, date of crossing, entry date, inspection date; fecha de cruce, fecha de control; "
    "date de passage; grenzübertrittsdatum, datum des grenzübertritts; 通关日期, 出入境日期, 通關日期, 验放日期",
    "point_of_entry": "point of entry, port of entry, poe, border post, checkpoint, border crossing, port, "
    "crossing point; punto de entrada, puesto fronterizo, paso fronterizo; point d'entrée, poste frontière, "
    "poste-frontière, point de passage; grenzübergang, grenzübergangsstelle, einreiseort, grenzkontrollstelle; "
    "口岸, 口岸名称, 出入境口岸, 口岸代码, 口岸名稱, 通关口岸",
}
FIELDS = frozenset(_NAMES)
"""Every field a column can be mapped to."""
NAME_FIELDS = frozenset({"surname", "given", "name"})
_ROWS_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its place in the list of rows, its width, and which column holds which field."""

    index: int
    width: int
    columns: dict[str, int]
    titles: dict[str, str]
    """The header text of each field, for findings (headers are not personal data)."""
    cells: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def normal_header(text: str) -> str:
    """The form column names are compared in: NFKD, case folded, accents, blanks and signs gone."""
    if text.isascii():
        return _SIGNS.sub("", text.lower())
    flat = unicodedata.normalize("NFKD", text.replace("°", "o").replace("º", "o")).casefold()
    return _SIGNS.sub("", "".join(c for c in flat if not unicodedata.combining(c)))


_SIGNS = re.compile(r"[\W_]+")


@cache
def _known() -> dict[str, str]:
    known: dict[str, str] = {}
    for field, names in _NAMES.items():
        for name in re.split(r"[,;]\s*", names):
            known.setdefault(normal_header(name), field)
    return known


def field_of(name: str) -> str | None:
    """The field that a known column name stands for; None for one that is not known."""
    return _known().get(normal_header(name))


def known_words(*texts: str) -> int:
    """How many different fields the known column names in `texts` stand for; a single text is cut at any separator."""
    parts: Sequence[str] = texts
    if len(texts) == 1:
        lines = texts[0].splitlines()[:_ROWS_LOOKED_AT]
        return max((known_words(*re.split(r"[,;\t|]", line), "") for line in lines), default=0)
    known = _known()
    return len({known[key] for part in parts if (key := normal_header(part)) in known})


def find_header(rows: Sequence[tuple[str, ...]], profile: SenderProfile | None = None) -> Header | None:
    """The best header among the first 40 rows: at least three fields, one of them a name or a document number."""
    best: Header | None = None
    for index, cells in enumerate(rows[:_ROWS_LOOKED_AT]):
        header = _read_header(index, cells, profile)
        found = set(header.columns)
        if len(found) < 3 or not found & (NAME_FIELDS | {"doc_number"}):
            continue
        if best is None or len(found) > len(best.columns):
            best = header
    return best


def is_header_again(header: Header, cells: tuple[str, ...]) -> bool:
    """Whether a row repeats the header, as printed page by page."""
    mine = [cell for cell in cells if cell.strip()]
    theirs = [cell for cell in header.cells if cell.strip()]
    if len(mine) != len(theirs) or mine[0].strip()[:1].casefold() != theirs[0].strip()[:1].casefold():
        return False  # nearly every row ends here
    return all(normal_header(a) == normal_header(b) for a, b in zip(mine, theirs, strict=True))


def _read_header(index: int, cells: tuple[str, ...], profile: SenderProfile | None) -> Header:
    kept = {
        normal_header(k) if "#" not in k else _numbered(k): v for k, v in (profile.columns if profile else {}).items()
    }
    seen: Counter[str] = Counter()
    stated: list[tuple[str, int]] = []
    guessed: list[tuple[str, int]] = []
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        key = normal_header(cell)
        if not key:
            continue
        seen[key] += 1
        mapped = kept.get(f"{key}#{seen[key]}", kept.get(key) if seen[key] == 1 else None)
        if mapped is not None:
            if mapped in FIELDS:
                stated.append((mapped, place))
        elif field := _known().get(key):
            guessed.append((field, place))
        else:
            unknown.append(cell.strip())
    columns: dict[str, int] = {}
    twice: list[str] = []
    for field, place in [*stated, *guessed]:
        if columns.setdefault(field, place) != place:
            twice.append(f"column {place + 1} ({cells[place].strip()}: {field})")
    _settle_names(columns)
    passport = columns.pop("passport_number", None)
    if passport is not None:
        if "doc_number" in columns:
            twice.append(f"column {passport + 1} ({cells[passport].strip()}: doc_number)")
        else:
            columns["doc_number"] = passport
    titles = {field: cells[place].strip() for field, place in columns.items()}
    return Header(index, len(cells), columns, titles, cells, tuple(_header_findings(twice, unknown)))


def _numbered(key: str) -> str:
    text, _, number = key.rpartition("#")
    return f"{normal_header(text)}#{number}"


def _settle_names(columns: dict[str, int]) -> None:
    """``Name`` beside ``First name`` is the surname, beside ``Surname`` the given name, beside both neither."""
    if "name" not in columns:
        return
    if "given" in columns and "surname" not in columns:
        columns["surname"] = columns.pop("name")
    elif "surname" in columns and "given" not in columns:
        columns["given"] = columns.pop("name")
    elif "surname" in columns:
        del columns["name"]


def _header_findings(twice: list[str], unknown: list[str]) -> list[Finding]:
    findings = []
    if twice:
        findings.append(
            Finding(
                "same-field-twice",
                "warning",
                "header",
                f"several columns claim one field; the first is used and these are not: {', '.join(twice)}. "
                "If another is the right one, keep a mapping for this sender",
            )
        )
    if unknown:
        shown = ", ".join(text[:40] for text in unknown[:20]) + (" …" if len(unknown) > 20 else "")
        findings.append(
            Finding(
                "unknown-columns", "info", "header", f"{len(unknown)} columns are not known and not stored: {shown}"
            )
        )
    return findings
