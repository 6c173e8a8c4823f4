/** The values of flags stand in `query/`, for a request's parameters are read as flags are. */
export { parseChoice, parseInteger, parseOperand, type Values, valuesOf, whole } from '../query/values.ts';
