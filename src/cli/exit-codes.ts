/** Success. */
export const EXIT_OK = 0;
/** The command ran and failed. */
export const EXIT_FAILED = 1;
/** The configuration or the command line is wrong; running it again gives the same result. */
export const EXIT_USAGE = 2;
