"""After a visit nothing personal is left: not in the memory of those who stay, not in files or logs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from campaigns.canary import in_files, in_memory, runs
from campaigns.citizen import NUMBER, PHONE
from campaigns.planted import HERE, ROOT, run_patched


def test_the_scanner_finds_a_canary_in_memory_environment_and_files(tmp_path: Path) -> None:
    script = "import sys, time; kept = sys.stdin.readline(); print('ready', flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "LEAK": PHONE},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(NUMBER.encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    try:
        hits = in_memory(process.pid, {"number": NUMBER, "phone": PHONE, "nothing": "is not there at all"})
    finally:
        process.kill()
        process.communicate()
    assert {hit.canary for hit in hits} == {"number", "phone"}
    (tmp_path / "a.log").write_text(f"somebody logged {NUMBER}")
    (tmp_path / "b.bin").write_bytes("Nguyễn".encode("utf-16-le"))
    found = in_files([tmp_path], {"number": NUMBER, "name": "Nguyễn"})
    assert {hit.canary for hit in found} == {"number", "name"}


def test_the_scanner_finds_pixels_in_the_formats_of_camera_and_screen(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (90, 120, 3), np.uint8)
    canaries = dict(runs(noise))
    assert len(canaries) == 8
    opaque = np.full((90, 120, 1), 255, np.uint8)
    (tmp_path / "texture").write_bytes(np.concatenate([noise[:, :, ::-1], opaque], axis=2).tobytes())
    (tmp_path / "frame").write_bytes(noise[:, :, ::-1].tobytes())
    (tmp_path / "other").write_bytes(np.random.default_rng(6).bytes(90 * 120 * 3))
    hits = in_files([tmp_path], canaries)
    assert {(Path(hit.place).name, hit.form) for hit in hits} == {("texture", "bgra"), ("frame", "bgr")}
    assert {hit.canary for hit in hits} == set(canaries)


def test_a_picture_without_noise_gives_no_pixels_to_look_for() -> None:
    assert runs(np.full((90, 120, 3), 200, np.uint8)) == {}


def test_however_a_visit_to_the_real_screen_ends_nobody_who_stays_knows_who_it_was() -> None:
    endings = ("session-killed", "finished")
    command = [sys.executable, "-m", "campaigns.forgetting", "--seed", "5", "--endings", *endings]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    looked_for = json.loads(done.stdout)["looked_for"]
    assert list(looked_for) == list(endings)
    assert looked_for["finished"] > 100


def test_what_a_session_logs_and_leaves_in_files_is_found(tmp_path: Path) -> None:
    patch = ROOT / "campaigns" / "plants" / "session-leaves-traces.patch"
    words = ("--seed", "5", "--endings", "finished")
    done = run_patched(patch, tmp_path / "copy", "campaigns.forgetting", *words)
    assert done.returncode == 1, done.stdout + done.stderr[-3000:]
    wrong: list[str] = json.loads(done.stdout)["wrong"]
    assert any("finished name" in fault and ".log" in fault for fault in wrong), wrong
    assert any("finished page" in fault and "temporary" in fault for fault in wrong), wrong
