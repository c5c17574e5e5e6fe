package org.remapd.agent.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.remapd.agent.twin.Seeds;

/** Whatever a name holds, it does nothing when it is shown, and stands for itself alone. */
class FilePathTest {

    @ParameterizedTest
    @CsvSource({
        "/srv/data/photo.jpg, /srv/data/photo.jpg",
        "/srv/Übergröße/写真 🖼.jpg, /srv/Übergröße/写真 🖼.jpg",
        "'/a b''c\"d', '/a b''c\"d'",
        "/back\\slash, /back\\\\slash",
        "/\u001b[31mr\u0007ed, /\\x1b[31mr\\x07ed",
        "'/two\nlines\tor\rone', /two\\x0alines\\x09or\\x0done",
        "/c1\u009b31m, /c1\\xc2\\x9b31m",
        "/evil\u202egpj.exe, /evil\\xe2\\x80\\xaegpj.exe",
        "/zero\u200bwidth\ufeff, /zero\\xe2\\x80\\x8bwidth\\xef\\xbb\\xbf",
        "'/line\u2028end', /line\\xe2\\x80\\xa8end",
    })
    void isShownSoThatItIsHarmless(String name, String shown) {
        assertThat(FilePath.of(name)).hasToString(shown);
    }

    @Test
    void whatIsNoUtf8IsShownByteByByte() {
        byte[] latin = "/Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(FilePath.of(latin)).hasToString("/Gr\\xfc\\xdfe");
        byte[] overlong = {
            '/', (byte) 0xc0, (byte) 0xaf, (byte) 0xed, (byte) 0xa0, (byte) 0x80, (byte) 0xe2, (byte) 0x80
        };
        assertThat(FilePath.of(overlong)).hasToString("/\\xc0\\xaf\\xed\\xa0\\x80\\xe2\\x80");
    }

    @Test
    void everyNameIsShownInPrintableCharactersAndNoTwoAlike() {
        Seeds.each(2000, random -> {
            byte[] one = new byte[1 + random.nextInt(12)];
            random.nextBytes(one);
            byte[] other = one.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 + random.nextInt(255));

            String shown = FilePath.of(one).toString();

            assertThat(shown.codePoints()).noneMatch(Character::isISOControl);
            assertThat(shown).isNotEqualTo(FilePath.of(other).toString());
            assertThat(FilePath.of(one).bytes()).isEqualTo(one);
        });
    }

    @Test
    void aPathOfAFileSystemIsSeenBelowWhereItIsMounted() {
        FilePath path = FilePath.of("/@home/ann/mail");
        assertThat(path.moved(FilePath.of("/"), FilePath.of("/srv"))).contains(FilePath.of("/srv/@home/ann/mail"));
        assertThat(path.moved(FilePath.of("/@home"), FilePath.of("/home"))).contains(FilePath.of("/home/ann/mail"));
        assertThat(path.moved(FilePath.of("/@home"), FilePath.of("/"))).contains(FilePath.of("/ann/mail"));
        assertThat(path.moved(FilePath.of("/@"), FilePath.of("/"))).isEmpty();
        assertThat(FilePath.of("/").moved(FilePath.of("/"), FilePath.of("/srv")))
                .contains(FilePath.of("/srv"));
        assertThat(FilePath.of("/@home").moved(FilePath.of("/@home"), FilePath.of("/home")))
                .contains(FilePath.of("/home"));
    }
}
