import { listProjects } from '../../coc/calls/list-projects.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type LayoutOptions, terminalFor } from '../terminal/terminal.ts';
import { type CocOptions, withCoc } from './coc-session.ts';

interface ProjectOptions extends CocOptions, OutputOptions, LayoutOptions {
  readonly name?: string;
}

const COLUMNS: readonly Column[] = [
  { heading: 'ID' },
  { heading: 'NAME', least: 12 },
  { heading: 'ENABLED' },
  { heading: 'CONFIGURED' },
];

/** Prints the projects of the account, as IAM lists them, and returns the exit code. */
export function printProjects(options: ProjectOptions): Promise<number> {
  const { name } = options;
  return withCoc(
    options,
    async ({ ask, coc: { auth } }) => {
      const { answer, raw } = await ask(listProjects, { query: { name } });
      const configured =
        auth.type === 'aksk' ? auth.projectId : auth.type === 'token' ? auth.project : undefined;
      printAnswer(options, raw, () => {
        if (answer.projects.length === 0) return 'no projects match\n';
        const rows = answer.projects.map((project) => {
          const isConfigured = project.id === configured || project.name === configured;
          return [
            project.id,
            project.name,
            project.enabled === false ? 'no' : 'yes',
            isConfigured ? 'yes' : '-',
          ];
        });
        return `${fittedTable(COLUMNS, rows, terminalFor(options))}\n`;
      });
      return EXIT_OK;
    },
    'IAM',
  );
}
