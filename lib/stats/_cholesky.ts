/**
 * Replaces the lower triangle of a symmetric positive definite matrix, row-major, by its Cholesky factor.
 *
 * @returns false where the matrix is not positive definite, up to rounding
 */
export function choleskyInPlace(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let m = 0; m < j; m++) sum -= matrix[i * size + m] * matrix[j * size + m];
      if (i !== j) matrix[i * size + j] = sum / matrix[j * size + j];
      else if (sum > 0) matrix[i * size + i] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Replaces the right side by the solution, given the factor. */
export function choleskySolve(factor: Float64Array, right: Float64Array): void {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) right[i] -= factor[i * size + j] * right[j];
    right[i] /= factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) right[i] -= factor[j * size + i] * right[j];
    right[i] /= factor[i * size + i];
  }
}
