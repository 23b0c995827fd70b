# SPDX-License-Identifier: MIT
"""spreadsheets.batchUpdate: requests in order, each on what the one before
left. The book that is given is a copy: whoever called throws it away when
one of them is refused."""
import cells
import dimension
import sheets
import snapshot
import tags
from errors import bad, not_modelled, within
from validate import one_kind

MOST = 100_000
REQUESTS = {
    "addConditionalFormatRule": sheets.add_conditional_format,
    "addNamedRange": sheets.add_named_range,
    "addProtectedRange": sheets.add_protected_range,
    "addSheet": sheets.add_sheet,
    "appendCells": cells.append_cells,
    "appendDimension": dimension.append_dimension,
    "autoResizeDimensions": dimension.auto_resize,
    "clearBasicFilter": sheets.clear_basic_filter,
    "copyPaste": cells.copy_paste,
    "createDeveloperMetadata": tags.create,
    "cutPaste": cells.cut_paste,
    "deleteConditionalFormatRule": sheets.delete_conditional_format,
    "deleteDeveloperMetadata": tags.delete,
    "deleteDimension": dimension.delete_dimension,
    "deleteNamedRange": sheets.delete_named_range,
    "deleteProtectedRange": sheets.delete_protected_range,
    "deleteSheet": sheets.delete_sheet,
    "findReplace": cells.find_replace,
    "insertDimension": dimension.insert_dimension,
    "moveDimension": dimension.move_dimension,
    "repeatCell": cells.repeat_cell,
    "setBasicFilter": sheets.set_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "sortRange": dimension.sort_range,
    "updateCells": cells.update_cells,
    "updateDeveloperMetadata": tags.update,
    "updateDimensionProperties": dimension.update_properties,
    "updateProtectedRange": sheets.update_protected_range,
    "updateSheetProperties": sheets.update_sheet_properties,
    "updateSpreadsheetProperties": sheets.update_spreadsheet_properties,
}
# Without these a request makes no sense; each is an object.
NEEDED = {
    "addNamedRange": ["namedRange"],
    "addProtectedRange": ["protectedRange"],
    "updateProtectedRange": ["protectedRange"],
    "copyPaste": ["source", "destination"],
    "createDeveloperMetadata": ["developerMetadata"],
    "cutPaste": ["source", "destination"],
    "deleteDeveloperMetadata": ["dataFilter"],
    "deleteDimension": ["range"],
    "insertDimension": ["range"],
    "moveDimension": ["source"],
    "repeatCell": ["range"],
    "setDataValidation": ["range"],
    "sortRange": ["range"],
    "updateDimensionProperties": ["range"],
}


def update(call, query, body):
    requests = body.get("requests") or []
    if not requests:
        raise bad("Must specify at least one request.")  # unrecorded
    if len(requests) > MOST:
        raise bad("Cannot exceed 100000 requests in a single batch.")
    replies = []
    for i, request in enumerate(requests):
        kind = one_kind(request, f"requests[{i}]")
        if kind not in REQUESTS:
            raise not_modelled(kind)
        with within(f"requests[{i}].{kind}"):
            for name in NEEDED.get(kind, ()):
                if name not in request[kind]:
                    raise bad(f"{name} must be specified.")  # unrecorded
            reply = REQUESTS[kind](call, request[kind])
        replies.append({kind: reply} if reply else {})
    answer = {"spreadsheetId": call.book.id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = snapshot.get(call, {
            "ranges": body.get("responseRanges", []),
            "includeGridData": body.get("responseIncludeGridData", False)},
            None)
    answer["commentUpdateState"] = "NO_UPDATES_REQUESTED"
    return answer
