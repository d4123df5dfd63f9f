"""A task in Python with a progress bar, which a driver in Java calls, and a driver that calls it and the one in Java.

As a driver: ray_bars.py <address> <directory with the Java classes> <option of the workers' JVMs> ... It prints, at the
end of each bar, how many steps the manager of tqdm_ray knows, the total and the description without the prefix. It ends
when both bars have.
"""

import re
import sys
import threading


def bars(word):
    from ray.experimental import tqdm_ray

    bar = tqdm_ray.tqdm(desc=word, total=30, unit="rows")
    for _ in range(30):
        bar.update(1)
    bar.close()
    return word


def main(address, classes, *options):
    import ray
    from ray import cross_language
    from ray.experimental import tqdm_ray
    from ray.job_config import JobConfig

    ended = threading.Semaphore(0)
    close = tqdm_ray._Bar.close

    def told(self):
        name = re.sub(r"^.*\) (\x1b\[0m)?", "", self.state["desc"])
        print("ended", self.bar.n, self.bar.total, self.bar.unit, name, flush=True)
        close(self)
        ended.release()

    tqdm_ray._Bar.close = told
    ray.init(address=address, job_config=JobConfig(code_search_path=[classes], jvm_options=options))
    java = cross_language.java_function("io.github.log4jray.testing.ray.RayBars", "bars")
    print("returned", *ray.get([ray.remote(bars).remote("python"), java.remote("java")]), flush=True)
    for _ in range(2):
        assert ended.acquire(timeout=120)


if __name__ == "__main__":
    main(*sys.argv[1:])
