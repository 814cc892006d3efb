/** Success. */
export const EXIT_OK = 0;
/** The command ran and failed. */
export const EXIT_FAILED = 1;
/** The configuration or the command line is wrong; running it again gives the same result. */
export const EXIT_USAGE = 2;
/**
 * The reader of the output went before its end, as in `| head -1`: 128 and the number of SIGPIPE, as a shell reports
 * it for other programs.
 */
export const EXIT_NO_READER = 141;

/** Meaning of each exit code, in the words of the help and the man page. */
export const EXIT_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT_OK, 'done'],
  [EXIT_FAILED, 'failed'],
  [EXIT_USAGE, 'wrong usage or configuration'],
  [EXIT_NO_READER, 'the reader of the output went, as in "| head"'],
];
