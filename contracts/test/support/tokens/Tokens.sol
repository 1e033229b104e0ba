// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {TestToken} from "../../../src/token/TestToken.sol";

/// @notice ERC-20 tokens that misbehave.

/// @dev `transfer` and `transferFrom` answer nothing.
contract SilentToken {
    mapping(address => uint256) public balanceOf;

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address, uint256) external pure {}

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @dev Its owner can block receivers, in several ways.
contract BlockingToken is TestToken {
    enum Mode {
        None,
        Reverts,
        AnswersFalse,
        TakesAllGas,
        AnswersTooMuch
    }

    mapping(address => Mode) public modeOf;

    function setMode(address account, Mode mode) external {
        modeOf[account] = mode;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        Mode mode = modeOf[to];
        if (mode == Mode.Reverts) revert("blocked");
        if (mode == Mode.AnswersFalse) return false;
        if (mode == Mode.TakesAllGas) {
            while (true) {}
        }
        if (mode == Mode.AnswersTooMuch) revert(string(new bytes(100_000)));
        return super.transfer(to, amount);
    }
}

/// @dev Wants nearly all of the gas that a payout's transfer may use.
contract HungryToken is TestToken {
    function transfer(address to, uint256 amount) public override returns (bool) {
        if (gasleft() < 149_000) revert("hungry");
        return super.transfer(to, amount);
    }
}

/// @dev Takes a hundredth of every transfer.
contract FeeToken is TestToken {
    function _update(address from, address to, uint256 amount) internal override {
        if (from == address(0)) return super._update(from, to, amount);
        super._update(from, to, amount - amount / 100);
        super._update(from, address(0xFEE), amount / 100);
    }
}

/// @dev Calls back when it is told to, in the middle of a transfer.
contract ReenteringToken is TestToken {
    address public target;
    bytes public data;
    bytes public answer;
    bool public succeeded;

    function arm(address newTarget, bytes calldata newData) external {
        target = newTarget;
        data = newData;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0)) return;
        address called = target;
        target = address(0);
        (succeeded, answer) = called.call(data);
    }
}

contract OneDecimalToken is ERC20 {
    constructor() ERC20("One decimal", "ONE") {}

    function decimals() public pure override returns (uint8) {
        return 1;
    }
}

contract EighteenDecimalToken is ERC20 {
    constructor() ERC20("Eighteen decimals", "WIDE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @dev `transfer` moves and answers what it was told to, byte for byte.
contract OddAnswerToken {
    mapping(address => uint256) public balanceOf;
    bytes public answer;

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function setAnswer(bytes calldata newAnswer) external {
        answer = newAnswer;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        return true;
    }

    /// @dev `transfer`, which has no function of its own here so that any bytes can be answered.
    fallback(bytes calldata data) external returns (bytes memory) {
        (address to, uint256 amount) = abi.decode(data[4:], (address, uint256));
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        return answer;
    }
}
