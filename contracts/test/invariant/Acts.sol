// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "../support/Test.sol";

/// @dev Cheatcodes that only campaigns need.
interface Process {
    function envOr(string calldata name, uint256 otherwise) external view returns (uint256);
    function setEnv(string calldata name, string calldata value) external;
    function toString(uint256 value) external pure returns (string memory);
}

/// @notice The acts of a campaign, counted: how often each was called, and how often it had something to act on.
///
/// @dev Forge forgets what a run stored when it begins the next. What all runs did is kept in the environment of its process.
abstract contract Acts is Test {
    /// @dev So many calls or runs tell what a campaign reaches.
    uint256 private constant ENOUGH_CALLS = 200;
    uint256 private constant ENOUGH_RUNS = 32;

    Process private constant PROCESS = Process(address(uint160(uint256(keccak256("hevm cheat code")))));

    string[] private _acts;
    mapping(string act => uint256) private _calls;
    mapping(string act => uint256) private _successes;
    uint256 private _total;
    uint256 private _runs; // so far, with this one

    /// @dev Counts an act, and checks afterwards what can be checked each time.
    modifier counted(string memory act) {
        if (_calls[act]++ == 0) _acts.push(act);
        ++_total;
        _;
        checkAct();
    }

    /// @dev Forge likes small numbers and those that it saw before; the acts take bits from all over a seed.
    function spread(uint256 seed) internal view returns (uint256) {
        return uint256(keccak256(abi.encode(seed, _total)));
    }

    function done(string memory act) internal {
        ++_successes[act];
    }

    /// @dev What must hold, as far as it is quick enough to be checked after each act.
    function checkAct() internal virtual;

    /*//////////////////////////////////////////////////////////////////////////
                                      REPORT
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Prints what the runs did so far; each act must have had something to act on in a fifth of its calls at least.
    function reportActs(string memory campaign, uint256 count) internal {
        _runs = addUp(campaign, "runs", 1);
        emit log_named_uint("runs", _runs);
        for (uint256 i = 0; i < _acts.length; ++i) {
            string memory act = _acts[i];
            uint256 calls = addUp(campaign, string.concat(act, " calls"), _calls[act]);
            uint256 successes = addUp(campaign, string.concat(act, " successes"), _successes[act]);
            emit log_named_uint(string.concat(act, ", calls"), calls);
            emit log_named_uint(string.concat(act, ", successes"), successes);
            if (calls >= ENOUGH_CALLS) assertLe(calls, 5 * successes, string.concat(act, ": a fifth"));
        }
        if (_total >= ENOUGH_CALLS) assertEq(_acts.length, count, "each act");
    }

    /// @dev Prints how many runs ended with some, and how many those were; half of the runs must.
    function reportEnd(string memory campaign, string memory what, uint256 count) internal {
        uint256 ended = addUp(campaign, string.concat("with ", what), count == 0 ? 0 : 1);
        emit log_named_uint(string.concat("runs that end with ", what), ended);
        emit log_named_uint(what, addUp(campaign, what, count));
        if (_runs >= ENOUGH_RUNS) assertLe(_runs, 2 * ended, string.concat("runs that end with ", what));
    }

    function addUp(string memory campaign, string memory what, uint256 more) private returns (uint256 total) {
        string memory name = string.concat("CAMPAIGN ", campaign, " ", what);
        total = PROCESS.envOr(name, 0) + more;
        PROCESS.setEnv(name, PROCESS.toString(total));
    }
}
