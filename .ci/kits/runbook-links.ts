const RUNBOOKS = 'blob/main/config/prometheus/README.md';
const LINK = /(?<=runbook_url: )\S+(?=#\w+$)/gm;

/** The rules with links to the runbooks in this repository, by `repository.url` of the text of package.json. */
export function linkRunbooks(rulesYaml: string, packageJson: string): string {
  const { repository } = JSON.parse(packageJson) as { repository: { url: string } };
  const page = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return rulesYaml.replaceAll(LINK, `${page}/${RUNBOOKS}`);
}
