"""Makes nbconvert wait for outputs that the Deno kernel sends after it has said that it is idle.

Without this, results and printed lines at the end of a cell are lost now and then.
"""
from queue import Empty

from nbclient.client import CellExecutionComplete, NotebookClient, ensure_async

SETTLE_SECONDS = 0.3


async def _poll_until_quiet(self, parent_msg_id, cell, cell_index):
    idle = False
    while True:
        try:
            message = await ensure_async(self.kc.iopub_channel.get_msg(timeout=SETTLE_SECONDS if idle else None))
        except Empty:
            return
        if message["parent_header"].get("msg_id") != parent_msg_id:
            continue
        try:
            self.process_message(message, cell, cell_index)
        except CellExecutionComplete:
            idle = True


NotebookClient._async_poll_output_msg = _poll_until_quiet
c = get_config()  # noqa: F821
c.ExecutePreprocessor.record_timing = False
c.ExecutePreprocessor.timeout = 300
