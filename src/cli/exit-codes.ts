/** Everything went as asked. */
export const EXIT_OK = 0;
/** It was tried and failed. */
export const EXIT_FAILED = 1;
/** The configuration or the command line is wrong: trying again changes nothing. */
export const EXIT_USAGE = 2;
