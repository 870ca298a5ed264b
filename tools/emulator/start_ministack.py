"""Runs the AWS emulator MiniStack so that the platform's own, unmodified templates deploy into it.

    start_ministack.py TEMPLATES RECORDS

TEMPLATES is a folder of synthesised `*.template.json`. A resource type in them that MiniStack does not know gets a placeholder which
creates nothing and writes one line of JSON to the file RECORDS: {"type", "stack", "region", "logicalId", "properties"}. So does an alarm that calculates.
The program ends, with every Lambda process it started, when its standard input is closed: it cannot outlive its caller.
"""

import json
import os
import pathlib
import re
import signal
import sys
import threading

import lessons


def end_with_caller():
    """Kills the whole process group, which is ours alone, once nobody holds the other end of standard input."""
    if os.getpgrp() != os.getpid():
        os.setpgrp()

    def wait():
        while os.read(0, 4096):
            pass
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def attributes_read(node):
    """Every (logical id, attribute) that a template reads by Fn::GetAtt or Fn::Sub."""
    if isinstance(node, list):
        for item in node:
            yield from attributes_read(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Fn::GetAtt":
                yield tuple(value) if isinstance(value, list) else tuple(value.split(".", 1))
            elif key == "Fn::Sub":
                text = value if isinstance(value, str) else value[0]
                yield from (tuple(name.split(".", 1)) for name in re.findall(r"\$\{([^!}]+\.[^}]+)\}", text))
            yield from attributes_read(value)


def unknown_types(folder, known):
    """Resource types that MiniStack lacks, each with the attributes that the templates read from it."""
    types = {}
    for file in sorted(pathlib.Path(folder).glob("*.template.json")):
        template = json.loads(file.read_text())
        resources = template.get("Resources", {})
        missing = {name: r["Type"] for name, r in resources.items() if r["Type"] not in known and not r["Type"].startswith("Custom::")}
        for resource_type in missing.values():
            types.setdefault(resource_type, set())
        for logical_id, attribute in attributes_read(template):
            if logical_id in missing:
                types[missing[logical_id]].add(attribute)
    return types


def record_unknown_types(folder, records):
    from ministack.core.responses import get_account_id, get_region
    from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

    def placeholder(resource_type, attributes):
        service = resource_type.split("::")[1].lower()

        def create(logical_id, properties, stack):
            line = {"type": resource_type, "stack": stack, "region": get_region(), "logicalId": logical_id, "properties": properties}
            with open(records, "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
            name = f"recorded-{logical_id}"
            arn = f"arn:aws:{service}:{get_region()}:{get_account_id()}:{name}"
            return name, {attribute: arn if attribute.endswith("Arn") else name for attribute in attributes}

        return {"create": create, "delete": lambda physical_id, properties: None}

    for resource_type, attributes in unknown_types(folder, _RESOURCE_HANDLERS).items():
        _RESOURCE_HANDLERS[resource_type] = placeholder(resource_type, attributes)

    # It knows alarms on one metric, and refuses those that calculate.
    alarm = _RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
    create_alarm, calculated = alarm["create"], placeholder("AWS::CloudWatch::Alarm (metric math)", ["Arn"])["create"]
    alarm["create"] = lambda logical_id, properties, stack: (
        (calculated if "Metrics" in properties else create_alarm)(logical_id, properties, stack)
    )


def main():
    templates, records = sys.argv[1:]
    end_with_caller()
    from ministack import app

    for teach in lessons.ALL:
        teach()
    record_unknown_types(templates, records)
    sys.argv = sys.argv[:1]
    app.main()


main()
