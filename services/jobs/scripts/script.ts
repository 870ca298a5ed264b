import type { ModelBuild } from '../model-build.ts';
import { CHECKPOINT_SCRIPT } from './checkpoint.ts';
import { ENGINE_SCRIPT } from './engine.ts';

/** The Python that a build runs. */
export const scriptOf = ({ kind }: ModelBuild['recipe']): string => (kind === 'checkpoint' ? CHECKPOINT_SCRIPT : ENGINE_SCRIPT);
