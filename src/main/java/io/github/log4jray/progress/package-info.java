/**
 * Progress bars of this process.
 *
 * <p>{@link io.github.log4jray.progress.ProgressBar} is the public class. {@link
 * io.github.log4jray.progress.ProgressState} is one state of a bar, in the form of Ray's {@code tqdm_ray}. {@link
 * io.github.log4jray.progress.ProgressSinks} are the ways by which states leave: connections to drivers, or the display
 * of a driver.
 *
 * <p>One thread, {@code log4jray-progress}, sends changed states once a second while there are bars. A step takes no lock
 * and sends nothing. The lock of a bar is held while one of its states is sent, so that its last state is the last one.
 */
package io.github.log4jray.progress;
