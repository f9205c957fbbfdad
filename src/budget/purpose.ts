/** Why a call is made; the budget ranks them in this order. */
export type Purpose = 'response' | 'command' | 'watching';
