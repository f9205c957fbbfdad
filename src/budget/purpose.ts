/** Why a call is made; the budget ranks them in this order. `bulk`: a look-up of thousands, for which somebody waits for minutes. */
export type Purpose = 'response' | 'command' | 'watching' | 'bulk';

/** Nobody sits and waits for it: it may take as long as it takes, and is told when to come back. */
export const isPatient = (purpose: Purpose): boolean => purpose === 'watching' || purpose === 'bulk';
