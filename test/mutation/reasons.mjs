import { readdirSync, readFileSync } from 'node:fs';

/** The reasons in the files of a folder, by the source file that they are about. */
export function readReasons(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.assign({}, ...names.map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))));
}

/** Gives each survivor its reason, where there is one. */
export function explain(files, reasons) {
  return files.map((file) => ({ ...file, survivors: match(file, reasons).survivors }));
}

/** Reasons that are of no use: no such survivor is recorded of their file, or the file is gone. */
export function staleReasons(files, reasons, exists) {
  const recorded = new Map(files.map((file) => [file.file, file]));
  return Object.keys(reasons).flatMap((name) => {
    const file = recorded.get(name) ?? { file: name, survivors: [] };
    // What was not tried yet may survive.
    if (!recorded.has(name) && exists(name)) return [];
    return match(file, reasons).unused.map((change) => `${name}: ${change}`);
  });
}

/** Takes the reasons of a file in turn: a change that survives twice needs to be named twice. */
function match({ file, survivors }, reasons) {
  const unused = (reasons[file] ?? []).flatMap(({ reason, changes }) =>
    changes.map((change) => ({ change, reason })),
  );
  const explained = survivors.map((survivor) => {
    const at = unused.findIndex(({ change }) => change === `${survivor.from} -> ${survivor.to}`);
    return at < 0 ? survivor : { ...survivor, reason: unused.splice(at, 1)[0].reason };
  });
  return { survivors: explained, unused: unused.map(({ change }) => change) };
}
