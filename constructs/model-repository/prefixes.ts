/** Where versions of models are. `services/model-store` writes it too; a test holds the two side by side. */
export const MODELS_PREFIX = 'models/';

/** Where the pointers are. */
export const ALIASES_PREFIX = 'aliases/';
