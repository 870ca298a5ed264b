import { finishReason } from './finish-reason.ts';
import { NO_PIECES, type Piece } from './pieces.ts';

/** @param said why the provider says that the answer stops; empty when it does not say */
export function stopPieces(said: string): readonly Piece[] {
  if (said === '') return NO_PIECES;
  const reason = finishReason(said);
  if (reason !== 'broken') return [{ kind: 'finish', reason }];
  return [{ kind: 'error', status: 502, message: `The model did not write its answer as it should have (${said}).` }];
}
