/** An error as AWS would answer it: the HTTP status, the code, the message. Both services render it in their own format. */
export class AwsError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'AwsError';
  }
}
