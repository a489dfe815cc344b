package org.postern.demo;

import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;

/// Photographs of the story, as it is seen on the screen. Every one goes to `target/screenshots`; with
/// `-Dpictures=src/docs/pictures` those that the README shows are written there too, in 256 colours to be small:
///
/// ```
/// mvn test -Dtest=StoryTest -Dpictures=src/docs/pictures
/// ```
final class Album {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int COLOURS_MAX = 256;
    private static final Set<String> OF_THE_README = Set.of(
            "start", "needs", "words", "answer", "console-list", "console-case", "console-approve", "console-contact");

    private final String prefix;
    private final Optional<Path> readme;

    private Album(String prefix, Optional<Path> readme) {
        this.prefix = prefix;
        this.readme = readme;
    }

    /// Of the whole story, for the README too.
    static Album ofTheStory() {
        return new Album(
                "story-", Optional.ofNullable(System.getProperty("pictures")).map(Path::of));
    }

    /// Of another test, for whoever looks for a fault.
    static Album of(String prefix) {
        return new Album(prefix, Optional.empty());
    }

    /// Takes what the window shows now.
    ///
    /// @param page the window
    /// @param name of the file, without prefix and ending
    void photograph(Page page, String name) {
        var png = page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(prefix + name + ".png")));
        readme.filter(folder -> OF_THE_README.contains(name)).ifPresent(folder -> {
            try {
                Files.createDirectories(folder);
                var picture = inFewColours(ImageIO.read(new ByteArrayInputStream(png)));
                ImageIO.write(picture, "png", folder.resolve(name + ".png").toFile());
            } catch (IOException e) {
                throw new UncheckedIOException("the picture can't be written", e);
            }
        });
    }

    /// Keeps the most frequent colours and puts the nearest of them in the place of the others.
    private static BufferedImage inFewColours(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        var pixels = picture.getRGB(0, 0, width, height, new int[width * height], 0, width);
        var counts = new HashMap<Integer, Integer>();
        for (int pixel : pixels) {
            counts.merge(pixel, 1, Integer::sum);
        }
        var kept = counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .limit(COLOURS_MAX)
                .map(Map.Entry::getKey)
                .toList();
        var palette = kept.stream().mapToInt(Integer::intValue).toArray();
        var model = new IndexColorModel(8, palette.length, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
        var indexed = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        var nearest = new HashMap<Integer, Integer>();
        for (int i = 0; i < pixels.length; i++) {
            int index = nearest.computeIfAbsent(pixels[i], colour -> nearest(kept, colour));
            indexed.getRaster().setSample(i % width, i / width, 0, index);
        }
        return indexed;
    }

    private static int nearest(List<Integer> palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.size(); i++) {
            if (distance(palette.get(i), colour) < distance(palette.get(best), colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int a, int b) {
        int red = (a >> 16 & 0xFF) - (b >> 16 & 0xFF);
        int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
        int blue = (a & 0xFF) - (b & 0xFF);
        return red * red + green * green + blue * blue;
    }
}
