#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cut Google's discovery document down to what the test server needs.

usage: discovery.py sheets.v4.json >api.json

Kept are every method with its parameters, scopes, request and response, and
every schema that these reach: types, formats and enums, no descriptions. What
the server does not model (charts, pivot tables, data sources; see MODELLED)
keeps its name and loses its schema: {} stands for "known to Google, not to
the test server".

The document is https://sheets.googleapis.com/$discovery/rest?version=v4,
revision 20260213.
"""
import json
import sys

MODELLED = set("""
addConditionalFormatRule addNamedRange addProtectedRange addSheet appendCells
appendDimension autoResizeDimensions clearBasicFilter copyPaste
createDeveloperMetadata cutPaste deleteConditionalFormatRule
deleteDeveloperMetadata deleteDimension deleteNamedRange deleteProtectedRange
deleteSheet findReplace insertDimension moveDimension repeatCell
setBasicFilter setDataValidation sortRange updateCells
updateDeveloperMetadata updateDimensionProperties updateProtectedRange
updateSheetProperties updateSpreadsheetProperties
""".split())

NOT_MODELLED = {
    "CellData": "pivotTable dataSourceFormula dataSourceTable chipRuns",
    "Sheet": "charts slicers bandedRanges filterViews rowGroups columnGroups",
    "Spreadsheet": "dataSources dataSourceSchedules",
}


def trim(schema):
    out = {key: schema[key] for key in ("type", "format", "$ref", "enum")
           if key in schema}
    for key in ("items", "additionalProperties"):
        if key in schema:
            out[key] = trim(schema[key])
    if "properties" in schema:
        out["properties"] = {name: trim(part) for name, part
                             in sorted(schema["properties"].items())}
    return out


def parameter(described):
    kept = ("type", "format", "enum", "repeated", "location", "required")
    return {key: described[key] for key in kept if key in described}


def methods(resource):
    for method in resource.get("methods", {}).values():
        out = {"http": method["httpMethod"], "path": method["path"]}
        for key in ("request", "response"):
            if key in method:
                out[key] = method[key]["$ref"]
        out["scopes"] = [s.rsplit("/", 1)[1] for s in method["scopes"]]
        out["parameters"] = {name: parameter(p) for name, p
                             in sorted(method["parameters"].items())}
        yield method["id"], out
    for inner in resource.get("resources", {}).values():
        yield from methods(inner)


def references(schema):
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"]
        for part in schema.values():
            yield from references(part)


def main(path):
    with open(path, encoding="utf-8") as f:
        document = json.load(f)
    schemas = {name: trim(s) for name, s in document["schemas"].items()}
    for name in ("Request", "Response"):
        kinds = schemas[name]["properties"]
        kinds.update({kind: {} for kind in kinds if kind not in MODELLED})
    for name, parts in NOT_MODELLED.items():
        schemas[name]["properties"].update({p: {} for p in parts.split()})
    found = dict(sorted(methods({"resources": document["resources"]})))
    wanted = {m[key] for m in found.values() for key in ("request", "response")
              if key in m}
    reached = set()
    while wanted:
        name = wanted.pop()
        reached.add(name)
        wanted.update(set(references(schemas[name])) - reached)
    every = {name: parameter(p) for name, p
             in sorted(document["parameters"].items())}

    def lines(items):
        return ",\n".join(
            json.dumps(k) + ":" + json.dumps(v, separators=(",", ":"))
            for k, v in sorted(items.items()))

    print('{"source":%s,' % json.dumps(
        "https://sheets.googleapis.com/$discovery/rest?version=v4, cut down "
        "by tests/sheets/discovery.py; Google's, "
        "SPDX-License-Identifier: Apache-2.0"))
    print('"revision":%s,' % json.dumps(document["revision"]))
    print('"parameters":{\n%s},' % lines(every))
    print('"methods":{\n%s},' % lines(found))
    print('"schemas":{\n%s}}' % lines({n: schemas[n] for n in reached}))


main(sys.argv[1])
