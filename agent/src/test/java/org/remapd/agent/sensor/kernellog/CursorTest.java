package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A place in a text: what is recognised is moved over, and no text makes it throw. */
class CursorTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "123x, 123",
        "288230376151711744, 288230376151711744",
        "2882303761517117440, 2882303761517117440",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, -1",
        "92233720368547758070, -1",
        "99999999999999999999999, -1",
        "x1, -1",
        "'', -1",
    })
    void aNumberIsOneIfItFits(String text, long number) {
        assertThat(new Cursor(text).decimal()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"7fffffffffffffff, 9223372036854775807", "8000000000000000, -1", "FfG, 255", "g, -1"})
    void soIsAHexadecimalOne(String text, long number) {
        assertThat(new Cursor(text).hex()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0, 2",
        "7f, 127, 2",
        "fF, 255, 2",
        "28 00, 40, 2",
        "7, -1, 0",
        "7g, -1, 0",
        "g7, -1, 0",
        "'', -1, 0"
    })
    void anOctetHasTwoDigits(String text, int octet, int position) {
        Cursor c = new Cursor(text);
        assertThat(c.octet()).isEqualTo(octet);
        assertThat(c.position()).isEqualTo(position);
    }

    @Test
    void ofAnOctetAtTheEndBothDigitsAreLookedAt() {
        Cursor c = new Cursor("x 8");
        c.skip("x ");
        assertThat(c.octet()).isEqualTo(-1);
        assertThat(c.position()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"azAZ09-_!, azAZ09-_!", "a`b, a", "a{b, a", "a@b, a", "a[b, a", "a/b, a", "a:b, a", "a.b, a", "' a', ''"
    })
    void aNameEndsWhereNoNameGoesOn(String text, String name) {
        assertThat(new Cursor(text).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"cciss/c0d0 x, cciss/c0d0", "etherd/e1.0: x, etherd/e1.0", "sda, sda"})
    void aDisksMayHaveSlashesAndDots(String text, String name) {
        assertThat(new Cursor(text).diskName()).isEqualTo(name);
    }
}
