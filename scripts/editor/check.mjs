// Holds what a YAML language server says with our schema against what an editor's user should see.
//
//   node check.mjs SCHEMA              says what is not so, and ends with 1
//   node check.mjs --answers SCHEMA    writes all answers, to compare two schemas

import { answers } from "./ask.mjs";

// The labels that are offered at a place, all of them and no other.
const OFFERED = {
  "an empty file": ["version", "name", "description", "rubric", "tests", "checklist", "policy"],
  "a key at the top": ["description", "rubric", "tests", "checklist", "policy"],
  "a value of version": ["1"],
  "a value of rubric": ["ml-test-score", "ml-test-score-2017"],
  "a section": ["data", "model", "infrastructure", "monitoring"],
  "behind a criterion": ["manual", "automated"],
  "below a criterion": ["manual", "automated", "level", "evidence", "reviewed", "owner", "note"],
  "a level": ["none", "manual", "automated"],
  "behind a level": ["manual", "automated", "evidence", "reviewed", "owner", "note"],
  "a piece of evidence": [
    "test", "job", "alert", "value", "part of a file", "file heading", "link",
  ],
  "behind a point": ["done", "not-applicable"],
  "below a point": ["done", "not-applicable", "status", "evidence", "reason", "owner", "note"],
  "a status": ["done", "not-applicable", "open"],
  "a key of the policy": [
    "minimum", "sections", "checklist", "max-age-days", "prove-automation", "accept-links",
    "max-job-age-days", "refuse-weak",
  ],
  "a section's minimum": ["data", "model", "infrastructure", "monitoring"],
  "a proven section": ["data", "model", "infrastructure", "monitoring"],
  "refuse-weak": ["true", "false"],
  "a criterion of one's own": ["manual", "automated", "level", "evidence", "reviewed", "owner", "note"],
};
// How many are offered, where the names are the rubric's.
const COUNTED = { "a criterion": 7, "a criterion of 2017": 7, "a point": 11, "a required point": 11 };

const INSERTED = {
  "behind a criterion": "\n  level: automated\n  evidence:\n    - ${1:tests/test_data.py}::${2:test_feature_ranges}",
  "below a point": "status: not-applicable\nreason: ${1:why the point does not apply}",
  "a piece of evidence": ".github/workflows/${1:ci.yml}#${2:job-id}",
  "a key of the policy": "max-age-days: 180",
};

// The words of the gate; a number's bound is the server's to tell.
const SAID = {
  nothing: [],
  "an empty section": [],
  "no name": ["'name' is missing"],
  "another version": ["'version' must be 1"],
  "an unknown key": ["unknown key"],
  "an unknown section": ["unknown section"],
  "an unknown criterion": ["unknown criterion"],
  "an unknown level": [
    "write none, manual or automated; an analysis of why a criterion does not matter is manual evidence",
  ],
  "no level": ["'level' is missing"],
  "no evidence": ["'evidence' is missing: manual and automated need at least one piece"],
  "empty evidence": ["'evidence' needs at least 1 item"],
  "evidence in one piece": ["'evidence' must be a list"],
  "a date of no calendar": ["'reviewed' must be a day of the calendar, as 2026-01-31"],
  "an unknown point": ["unknown checklist point"],
  "an unknown status": ["'status' must be done, not-applicable or open"],
  "done without evidence": ["'evidence' is missing: done needs at least one piece"],
  "not-applicable without a reason": ["'reason' is missing: say why the point does not apply"],
  "open with a reason": ["only a point that is not-applicable has a 'reason'"],
  "a minimum in words": ["'minimum' must be a number"],
  "a link for accept-links": ["a host in lower case, then a path: 'grafana.example.com/d/'"],
};

function wrong({ completions, hovers, mistakes }) {
  const found = [];
  const same = (place, there, wanted) => {
    const [one, other] = [there, wanted].map((each) => JSON.stringify(each));
    if (one !== other) found.push(`${place}: ${one}\n    wanted: ${other}`);
  };
  const labels = (place) => completions[place].map((each) => each.label).sort();
  for (const [place, wanted] of Object.entries(OFFERED)) same(place, labels(place), [...wanted].sort());
  for (const [place, wanted] of Object.entries(COUNTED)) same(place, completions[place].length, wanted);
  for (const [place, wanted] of Object.entries(INSERTED)) {
    if (!completions[place].some((each) => each.inserted === wanted)) {
      found.push(`${place}: nothing inserts ${JSON.stringify(wanted)}`);
    }
  }
  for (const [place, items] of Object.entries(completions)) {
    for (const { label } of items) {
      if (/^(null|object|\{\}|claim|consideration)$/.test(label)) found.push(`${place}: offers ${label}`);
    }
  }
  for (const [place, shown] of Object.entries(hovers)) {
    const [, ...told] = (shown ?? "").split("\n\n").filter((each) => !each.startsWith("Source:"));
    if (!told.length) found.push(`${place}: nothing is said about it: ${JSON.stringify(shown)}`);
  }
  for (const [place, wanted] of Object.entries(SAID)) same(place, mistakes[place], wanted);
  for (const [place, said] of Object.entries(mistakes)) {
    if (!(place in SAID) && said.length !== 1) found.push(`${place}: ${JSON.stringify(said)}`);
  }
  return found;
}

const all = process.argv[2] === "--answers";
const given = await answers(process.argv[all ? 3 : 2]);
const found = all ? [] : wrong(given);
if (all) console.log(JSON.stringify(given, null, 1));
for (const each of found) console.log(each);
process.exitCode = found.length ? 1 : 0;
