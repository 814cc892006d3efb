/**
 * Makes the action of a command. The code of a command is loaded when the command runs: the code of all of them would
 * cost each call, even `--version`, most of a second.
 */
export type RunLoaded = <A extends readonly unknown[]>(
  load: () => Promise<(...args: A) => number | Promise<number>>,
) => (...args: A) => Promise<void>;

/** Makes a function that makes actions. `exit` receives the exit code that the loaded function returns. */
export function runLoaded(exit: (code: number) => void): RunLoaded {
  return (load) =>
    async (...args) => {
      const run = await load();
      exit(await run(...args));
    };
}
