// Fails when a file of src breaks a rule of .ci/tidy/rules.json: who imports whom, who knows what, names and words.
//
//   node .ci/tidy.mjs [repository]
import { check, describeFinding } from './tidy/check.mjs';
import { readRules, readTree } from './tidy/read-tree.mjs';

const findings = check(readTree(process.argv[2] ?? '.'), readRules());
for (const finding of findings) console.error(describeFinding(finding));
if (findings.length > 0) {
  console.error(`${findings.length} findings; the rules are in .ci/tidy/rules.json`);
  process.exitCode = 1;
}
