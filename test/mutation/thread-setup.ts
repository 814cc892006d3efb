const { umask } = process;

/** A thread may not set the mask of its process. Tests that set it go on with the one that there is. */
process.umask = () => umask();
