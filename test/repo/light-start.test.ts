import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { expect, it } from 'vitest';

/** Finds all that a file loads before it runs, itself included: files by their paths, and packages by their names. */
function loadedWith(path: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  const { module } = parseSync(path, readFileSync(path, 'utf8'));
  for (const { moduleRequest, entries } of module.staticImports) {
    if (entries.length > 0 && entries.every(({ isType }) => isType)) continue;
    const { value } = moduleRequest;
    if (value.startsWith('.')) loadedWith(join(path, '..', value), found);
    else if (!value.startsWith('node:')) found.add(value);
  }
  return found;
}

it('a command line is read without the code of the commands, so that --version and --help are quick', () => {
  const loaded = [...loadedWith('src/main.ts'), ...loadedWith('src/cli/program.ts')];
  expect(loaded).toContain('src/cli/alarms/alarms-command.ts');
  const others = loaded.filter((one) => !one.startsWith('src/cli/') && one !== 'src/main.ts');
  expect([...new Set(others)].sort()).toEqual([
    'commander',
    'get-east-asian-width',
    'src/alerts/incident-kinds.ts',
    'src/coc/calls/known-values.ts',
    'src/coc/incident-choices.ts',
    'src/config/describe-issues.ts',
    'src/errors.ts',
    'src/observability/label-values.ts',
    'src/observability/program-version.ts',
  ]);
});

it('a command that asks a running agent loads neither the agent nor the emulator', () => {
  const loaded = [...loadedWith('src/cli/alarms/print-alarms.ts')];
  expect(loaded).toContain('src/cli/admin-api/admin-client.ts');
  expect(loaded.filter((one) => /^(src\/(app|emulator|config)\/|yaml|express)/.test(one))).toEqual([]);
});
