package org.remapd.agent.port;

import java.security.SecureRandom;

/**
 * The right to heal one unit, which ends with a lease: who holds it no more can change nothing of the unit any more. Chosen by
 * whoever asks for it, so that nobody else's is the same.
 *
 * @param number not 0; unsigned
 */
public record Token(long number) {

    private static final SecureRandom RANDOM = new SecureRandom();

    public Token {
        if (number == 0) {
            throw new IllegalArgumentException("a token is not 0");
        }
    }

    /** One that nobody else has. */
    public static Token fresh() {
        long number = RANDOM.nextLong();
        return number == 0 ? fresh() : new Token(number);
    }

    /** In decimal, as the target takes it. */
    @Override
    public String toString() {
        return Long.toUnsignedString(number);
    }
}
