import { execFileSync } from 'node:child_process';

/** Every Markdown page of the repository, but for the notes beside recorded payloads. */
export function allPages(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => path.endsWith('.md') && !path.startsWith('test/fixtures/'));
}

/** Pages for the people who run the agent: their commands and snippets must work as they stand. */
export function userPages(): readonly string[] {
  return allPages().filter(
    (page) => /^(?:README|SECURITY|docs\/|config\/|helm\/)/.test(page) && !page.endsWith('CHANGELOG.md'),
  );
}
