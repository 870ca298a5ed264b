#!/usr/bin/env bash
# cfn-lint on templates, in a virtual environment of its own: 0 errors and 0 warnings.
# W3005: the CDK writes DependsOn beside the references that already imply it, which is redundant and harmless.
# W3010: zones are written out on purpose, see lib/policy/register.ts.
set -euo pipefail
venv="$(cd "$(dirname "$0")/.." && pwd)/.cache/cfn-lint"
if [ ! -x "$venv/bin/cfn-lint" ]; then
  command -v python3 >/dev/null || { echo 'cfn-lint needs python3: apt-get install -y python3 python3-venv' >&2; exit 1; }
  python3 -m venv "$venv" || { echo 'python3 has no venv module: apt-get install -y python3-venv' >&2; exit 1; }
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'cfn-lint==1.58.0'
fi
"$venv/bin/cfn-lint" --ignore-checks W3005 W3010 --format parseable -- "$@"
echo "cfn-lint: $# templates, 0 findings"
