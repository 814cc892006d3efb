/** User of all scripts and orders, because credentials have no user in the emulator. */
export const CALLER = 'caller';
