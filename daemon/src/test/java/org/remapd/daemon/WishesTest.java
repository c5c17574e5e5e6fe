package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.remapd.daemon.config.Configuration;

/** What a daemon is asked for while it watches. */
@Timeout(60)
class WishesTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final Wishes wishes = new Wishes();

    @Test
    void withoutOneTheTimePasses() {
        assertThat(wishes.await(Duration.ofMillis(5))).isFalse();
    }

    @Test
    void whoWaitsIsWokenByIt() throws InterruptedException {
        Thread other = new Thread(() -> wishes.goOnWith(Configuration.DEFAULT));
        other.start();
        assertThat(wishes.await(LONG)).isTrue();
        assertThat(wishes.take()).contains(Configuration.DEFAULT);
        other.join();
        assertThat(wishes.await(Duration.ofMillis(5))).as("it was taken").isFalse();
    }

    @Test
    void anEndIsForGoodWhateverElseIsWished() {
        wishes.end();
        wishes.goOnWith(Configuration.DEFAULT);
        assertThat(wishes.await(LONG)).isTrue();
        assertThat(wishes.take()).isEmpty();
        assertThat(wishes.await(LONG)).isTrue();
    }

    @Test
    void anInterruptIsTheWishToEnd() {
        Thread.currentThread().interrupt();
        assertThat(wishes.await(LONG)).isTrue();
        assertThat(wishes.take()).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
    }
}
