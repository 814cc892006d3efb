import { deleteScript } from '../../coc/calls/delete-script.ts';
import { getScript } from '../../coc/calls/get-script.ts';
import { printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type CocOptions, withCoc } from './coc-session.ts';
import type { GateOptions } from './gate.ts';
import { makeChange } from './make-change.ts';

/** Deletes a script in COC, and returns the exit code. */
export function removeScript(uuid: string, options: CocOptions & GateOptions): Promise<number> {
  return withCoc(options, async (session) => {
    const path = { script_uuid: uuid };
    const { answer: script } = await session.ask(getScript, { path });
    const words = `script ${script.name} (${script.script_uuid}, ${script.type}, ${script.status})`;
    const made = await makeChange(
      session,
      {
        ...{ api: deleteScript, request: { path }, title: `delete the script ${script.name}` },
        ...{ targets: [words], typed: script.name, lookAt: `coc-alarm-agent coc scripts show ${uuid}` },
      },
      options,
    );
    if (typeof made === 'number') return made;
    printAnswer(options, made.raw, () => `COC deleted the script ${uuid}\n`);
    return EXIT_OK;
  });
}
